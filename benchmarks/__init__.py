"""Measures of houseband beside others on the same machine in the same run; `python -m benchmarks` runs them."""
