"""The optimiser: a problem in, a timetable or a plan out; shipped as a container image."""
