"""Files that native libraries parse, in a process of their own."""
