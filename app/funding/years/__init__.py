"""The contract of a 年度 and its budget by 費目."""
