"""Parsing and canonical writing of every published file, a folder per version of the format."""
