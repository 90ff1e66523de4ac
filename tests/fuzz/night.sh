#!/usr/bin/env bash
# Fuzzes each reader for so many seconds: tests/fuzz/night.sh [SECONDS] [READER…]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
readers=("$@")
((${#readers[@]})) || readers=(schedule mapping calendar fhir 837 835 csv gz zip parquet sqlite xlsx ods)
for reader in "${readers[@]}"; do
  mkdir -p ".fuzz/$reader"
  .venv/bin/python -m tests.fuzz.reader "$reader" ".fuzz/$reader" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1500 -artifact_prefix=".fuzz/$reader/"
done

# Attacks on what is written and served: kills, damages, full disks, laws, fifty people at once.
export TIMELINE_KILLS=${TIMELINE_KILLS:-500} HYPOTHESIS_PROFILE=night
.venv/bin/python -m pytest -q -n 0 tests/decisions tests/privacy tests/test_broken_disk.py tests/web
.venv/bin/python -m pytest -q -n 0 --benchmark-enable tests/benchmarks/test_load.py
