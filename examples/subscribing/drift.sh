#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a command for each drift, with the CloudEvent on its standard input: any language can go on from here.
#
#   ./drift.sh jq -r .data.stack
set -uo pipefail
longshore events --follow --type drift.detected -o json |
  while IFS= read -r event; do
    "$@" <<<"$event"
  done
