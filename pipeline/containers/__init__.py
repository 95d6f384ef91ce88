"""Containers: texts that come in archives, packed, in layout XML, or as records of one file."""
