#!/bin/bash
# InfluxDB's image runs this once, when it has made the bucket. InfluxQL knows databases, not buckets: the mapping gives
# the bucket a database of the same name. Grafana gets an account that can read it and nothing else.
set -euo pipefail

influx v1 dbrp create \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --bucket-id "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --db "$DOCKER_INFLUXDB_INIT_BUCKET" \
  --rp autogen \
  --default

influx v1 auth create \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --username grafana \
  --password "$GRAFANA_READER_PASSWORD" \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID"
