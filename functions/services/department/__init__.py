"""What a head of department sees and sets: the day, who acts for them, and which absences can't be covered.

Imports the rooms up to college; the rooms after it and the entries may import it.
"""
