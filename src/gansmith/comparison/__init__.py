"""Methods compared on one data source: trials as ordinary runs, ranked over seeds."""
