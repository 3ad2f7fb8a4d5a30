#!/bin/sh
# SPDX-License-Identifier: MIT
# One contact, then two, by curl. With tokens add: -H "Authorization: Bearer $TOKEN"
curl -sS 'http://127.0.0.1:8520/v1/match?email=jane@acme-robotics.com&company=ACME+Robotics'
curl -sS http://127.0.0.1:8520/v1/match -H 'Content-Type: application/json' \
  -d '{"records":[{"id":1,"email":"jane@acme-robotics.com"},{"id":2,"company":"Borealis Foods"}],"options":{"limit":3}}'
