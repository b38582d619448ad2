"""What the loop costs, in calls, capacity units and imports; `make bench` prints it."""
