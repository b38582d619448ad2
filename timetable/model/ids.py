"""What everything is known by."""

from typing import NewType

InstituteId = NewType("InstituteId", str)
DepartmentId = NewType("DepartmentId", str)
CourseId = NewType("CourseId", str)
SubjectId = NewType("SubjectId", str)
SectionId = NewType("SectionId", str)
BatchId = NewType("BatchId", str)
FacultyId = NewType("FacultyId", str)
StudentId = NewType("StudentId", str)
UserId = NewType("UserId", str)
TimeSlotId = NewType("TimeSlotId", str)
InfraId = NewType("InfraId", str)
TermId = NewType("TermId", str)
OfferingId = NewType("OfferingId", str)
OccupancyId = NewType("OccupancyId", str)
AdjustmentId = NewType("AdjustmentId", str)
LeaveId = NewType("LeaveId", str)
