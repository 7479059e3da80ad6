package local

var buckets = [features][]float32{
	exactMatch:  {0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 47},
	exactShare:  {0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97},
	localsMatch: {0, 5, 6, 8, 10, 12, 16, 20, 24, 32, 47},
	namesMatch:  {0, 5, 6, 8, 10, 12, 16, 20, 24, 32, 47},
}

var voteTables = [Tasks]voteTable{
	{bias: -4, weights: [features][]float32{
		exactMatch:  {0, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.3, 1.6, 1.9, 2.2, 2.4, 2.6},
		exactShare:  {0, 0.2, 0.4, 0.7, 1, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7, 3, 3.3, 3.6},
		localsMatch: {0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8},
		namesMatch:  {0, 0.1, 0.2, 0.3, 0.4, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1},
	}},
}

func init() { voteTables[1] = voteTables[0]; voteTables[2] = voteTables[0] }
