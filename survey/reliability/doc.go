// Package reliability says how far a questionnaire, and those who rate, can be relied on.
//
// A questionnaire asks for one thing by several items, and adds them up. How much of such a sum is shared by
// its items is Cronbach's alpha:
//
//	items, err := reliability.Count(survey.Scale{Min: 1, Max: 5}, columns, 0) // 0: left blank
//	items.Alpha(0.95)
//	items.Overview() // what each item does in the whole
//
// [Items] are sums: they can be counted anywhere, merged and sent as JSON. [Answers] keep the rows, for what
// sums cannot tell: the limits of [Answers.Omega], [Answers.SplitHalf], [Answers.ItemTotal] and the like, and
// [Bootstrap]. Both leave out respondents with a missing answer, and say how many.
//
// Reverse negatively worded items first ([survey.Scale.Reverse]): a negative item-total correlation or alpha
// is the sign of one that was forgotten. Nothing is reversed here by itself. Neither does a high alpha say that
// items measure one thing, nor that it is the right one.
//
// # Agreement
//
// [Pairs] counts what two raters said of the same subjects, for [Pairs.Kappa]. [Subjects] is any number of
// raters, with gaps, for the kappa of Fleiss and the alpha of Krippendorff. Where the same raters rate all
// subjects with numbers, they are the items of [Items], for [Items.ICC]; and where a group rates one thing,
// [Items.WithinGroup] says whether its mean stands for the group.
//
// # Limits
//
// Except for those of [Feldt] and ICC, which suppose normal answers, the limits suppose only that respondents,
// or subjects, are independent of each other. At a nominal .95 those of alpha cover .95 to .97 of questionnaires
// of 15 to 1,000 respondents whose answers spread over the scale. Where three in four answers are the best one
// can give, they cover .83 to .88 with 15 to 30 respondents, .91 with 60 and .93 to .95 from 200 on; [Bootstrap]
// covers as much or less, .80 to .95, and Feldt's limits .75 to .89, however many respond.
//
// Limits of agreement cover .91 to .99 from 20 subjects on where ratings spread. Where three in four are the
// best, quadratic kappa and Krippendorff's alpha cover .86 to .96 with 50 subjects and .92 to .96 with 200; with
// 10 to 20 subjects and little agreement they cover no more than .70 to .90, since a sample may hold no
// disagreement worth the name.
package reliability
