#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Follows the events of Longshore over HTTP, with nothing but Python itself.

    LONGSHORE_API=http://127.0.0.1:8081 LONGSHORE_TOKEN_FILE=api-token ./watch.py

Stopped and started again, or after a restart of the reconciler, it goes on where it was: nothing is lost, and what was
handled is not handled again.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

API = os.environ["LONGSHORE_API"]
TOKEN_FILE = os.environ["LONGSHORE_TOKEN_FILE"]
PLACE_FILE = os.environ.get("PLACE_FILE", "watch.last-event-id")
SILENCE = 60  # seconds; the server says something every 15


def handle(event):
    """Your code: event is a CloudEvent, its data are in event["data"]."""
    print(event["type"], event["subject"], event["data"].get("host", "-"), flush=True)


def messages(last_id):
    """Yields (id, type, data) until the connection ends; type and data are None if only the place moved."""
    headers = {"Authorization": "Bearer " + open(TOKEN_FILE).read().strip()}
    if last_id:
        headers["Last-Event-ID"] = last_id
    request = urllib.request.Request(API + "/api/events?type=deployment.*&type=drift.*", headers=headers)
    with urllib.request.urlopen(request, timeout=SILENCE) as response:
        fields = {}
        for line in response:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if line == b"\n":
                yield fields.get("id", last_id), fields.get("event"), fields.get("data")
                fields = {}
            elif name:  # a line that begins with a colon is a comment
                fields[name] = value


def place():
    try:
        return open(PLACE_FILE).read().strip()
    except FileNotFoundError:
        return ""


def keep(last_id):
    with open(PLACE_FILE + ".new", "w") as file:
        file.write(last_id)
    os.replace(PLACE_FILE + ".new", PLACE_FILE)


while True:
    try:
        for last_id, kind, data in messages(place()):
            if kind == "longshore.gap":
                print("some events are not kept any more:", data, file=sys.stderr)
            elif data:
                handle(json.loads(data))
            keep(last_id)  # only now: whatever interrupts us, it was handled
    except urllib.error.HTTPError as refused:
        if refused.code not in (429, 503):
            sys.exit(f"{refused.code}: {refused.read().decode()}")
    except OSError as lost:
        print("connection lost:", lost, file=sys.stderr)
    time.sleep(2)
