"""Takes, of several ways to go on, the one that sounds most like music and like what is asked.

Read `chooser` first: it weighs what `critic` likes, by `patterns`, against the `faults` that a
teacher would mark. `beginnings` does so for whole pieces.
"""
