"""Many documents: shared out among processes, a cluster, or runs that know of no other."""
