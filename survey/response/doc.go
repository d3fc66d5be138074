// Package response says who answered, how far they came, how they answered, and what may be shown of it.
//
//   - [Tally] counts what became of each invitation, and gives the response, cooperation, refusal and contact rates
//     of the American Association for Public Opinion Research (AAPOR, Standard Definitions). [Weighted] gives them for
//     cases that were drawn with unequal chances.
//   - [Progress] counts where in the questionnaire people stop: completion, and drop-off at each item.
//   - [Sheet] keeps flags on answers: [Speeders], straight lines ([LongestRun], [Spread]), [Duplicates]. A flag
//     deletes nothing. Say how many there are, and report with and without them.
//   - [Gap] is what is against what should be, by the same respondents, with limits for pairs.
//   - [Assessment] is a maturity assessment: staged, continuous, and the average that is neither.
//   - [Hidden] says which groups are too small to be shown.
//
// # From a customer survey to AAPOR's outcomes
//
// Which outcome a case has is a decision of the survey. What most decide: an invitation that bounced is
// UnknownOther, or Ineligible if the address is known to be no customer's; delivered and silent is NonContact,
// opened or not, for opening is not contact; an unsubscription in reply is a Refusal, and so is a break-off early
// in the questionnaire ([Cut]); away or ill for all of the time is Other. In Zendesk's terms an offered rating
// without an answer is NonContact, and unoffered never was a case.
//
// A link on a page, a receipt or a social network has no list of people invited, and so no response rate: those
// who began are not the base of one. What there is, is the completion rate of [Progress]: say participation or
// completion, not response.
//
// # Limits on a rate
//
// A response rate of a closed survey is a fact and has no error. The limits are for the process behind it: what
// the next invitations of the same kind may bring, whether this month's rate is lower than last month's.
package response
