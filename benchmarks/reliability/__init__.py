"""What may go wrong, tried many times: `python -m benchmarks.reliability`."""
