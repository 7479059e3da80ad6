package served

// similarity is twice the length of the longest common subsequence of two texts by
// the sum of their lengths, in characters: 1 for the same text, as CrossCodeEval
// (arXiv 2310.11248) has it.
func similarity(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x)+len(y) == 0 {
		return 1
	}
	row := make([]int, len(y)+1) // of the common subsequences of x so far with beginnings of y
	for _, r := range x {
		diagonal := 0
		for j, s := range y {
			above := row[j+1]
			if r == s {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return 2 * float64(row[len(y)]) / float64(len(x)+len(y))
}
