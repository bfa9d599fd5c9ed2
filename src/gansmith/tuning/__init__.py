"""Search over methods and hyper-parameters: successive halving of ordinary runs, held against the default."""
