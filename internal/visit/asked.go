package visit

// CountAsked has a question counted that the content did not answer, so that the operator can add what is missing. Text is what was
// asked, as it stood when the person turned away from it; the one who counts cleans it and refuses what may be personal. It is not
// answered.
type CountAsked struct{ Text string }

func (CountAsked) effect() {}
