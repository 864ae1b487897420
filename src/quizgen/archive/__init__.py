"""The training archive: one for each session, one for each person, and what a paper tells.

Filed archives are never edited: ``filing`` writes them, chains their manifests and finds every
file that was changed, added or removed since.
"""
