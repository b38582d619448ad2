"""Tables that older commits wrote, under this one."""
