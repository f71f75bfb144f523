"""経費: the contract of a 年度, budget and spending, staff and hours, subsidy and settlement."""
