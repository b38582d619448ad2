"""What a college costs a month in AWS: counted calls, times what people do, times published prices."""
