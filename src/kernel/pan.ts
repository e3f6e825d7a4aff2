/** Runs of 13 to 19 digits, spaces and dashes between them ignored, that stand by themselves. */
const DIGIT_RUN = /(?<![A-Za-z0-9_])\d(?:[ -]{0,2}\d){12,18}(?![A-Za-z0-9_])/g;

/** Visa, Mastercard, American Express, Discover, JCB, Diners, Maestro, UnionPay. */
const CARD_PREFIX = /^(4|5[0-8]|2[2-7]|3[0-9]|6[0-9])/;

/** Whether the text contains a card number: length, prefix and check digit (ISO/IEC 7812). */
export const containsPan = (text: string): boolean =>
  text.length >= 13 && (text.match(DIGIT_RUN) ?? []).some(isPan);

/** The text with every card number taken out (PCI DSS 3.4). */
export const withoutPans = (text: string): string =>
  text.replace(DIGIT_RUN, (run) => (isPan(run) ? '[card number]' : run));

function isPan(run: string): boolean {
  const digits = run.replace(/[ -]/g, '');
  return CARD_PREFIX.test(digits) && luhnSum(digits) % 10 === 0;
}

/** From the right, every second digit doubled and its digits added. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const counted = at % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum;
}
