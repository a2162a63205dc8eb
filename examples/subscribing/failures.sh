#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints a line for each deployment that fails or is rolled back: curl and the API of the reconciler.
# Stopped and started again, or after a restart of the reconciler, it goes on where it was.
#
#   LONGSHORE_API=http://127.0.0.1:8081 LONGSHORE_TOKEN_FILE=api-token ./failures.sh
set -uo pipefail
place=${PLACE_FILE:-failures.last-event-id}
url="$LONGSHORE_API/api/events?type=deployment.failed&type=deployment.rolledback"

stream() {
  # The headers come from files, so that the token is not among the arguments that everybody can see.
  curl --silent --show-error --fail --no-buffer --max-time 86400 --speed-limit 1 --speed-time 60 \
    -H @<(printf 'Authorization: Bearer %s\n' "$(cat "$LONGSHORE_TOKEN_FILE")") \
    -H @<(printf 'Last-Event-ID: %s\n' "$(cat "$place" 2>/dev/null)") "$url"
}

while true; do
  data=
  while IFS= read -r line; do
    case $line in
      id:*) id=${line#id: } ;;
      data:*) data=${line#data: } ;;
      '') # the end of an event: act on it first, then note the place
        if [[ -n $data ]]; then
          stack=$(sed -E 's/.*"stack":"([^"]*)".*/\1/' <<<"$data")
          reason=$(sed -E 's/.*"reason":"([^"]*)".*/\1/' <<<"$data")
          printf '%s  %s\n' "$stack" "$reason"
        fi
        printf '%s\n' "$id" >"$place.new" && mv "$place.new" "$place"
        data=
        ;;
    esac
  done < <(stream)
  sleep 2
done
