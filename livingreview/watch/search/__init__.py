"""The search that can be repeated: the recorded strings, sent again since the last day.

In: the protocol, earlier runs, what is known. Out: runs with all that came, and a list to screen.
``sending`` makes what is sent, ``pages`` reads answers, ``asking`` turns pages, ``same`` tells one
work by another, ``run`` does it all, and ``keep`` writes into ``evidence/`` what a person approved.
"""
