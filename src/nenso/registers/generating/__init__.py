"""Made-up people for trying registers out: households, persons and births on the real map, with faults that are told.

Nobody in it exists. Shares of names, ages and ethnic groups are rounded from general knowledge (surnames after the
published counts of the 2000s, ethnic groups after the census of 2019), good enough to be as alike as real names are;
they are no statistics. The same seed gives the same bytes.
"""
