// Numbers as Vietnam writes them: exact integers scaled by 10^decimals, read and printed exactly as src/domain/number.rs does.
"use strict";

const MAX = 9_999_999_999_999n;
const BLANK = "[\\s\\u0085\\u200b\\ufeff]";
const EDGES = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");
const power = decimals => 10n ** BigInt(decimals);

// undefined = blank, null = cannot be read.
function readNumber(text, decimals) {
  const typed = text.replace(EDGES, "");
  if (typed === "") return undefined;
  const negative = /^[-−–]/.test(typed);
  const digits = negative ? typed.slice(1).replace(new RegExp(`^${BLANK}+`), "") : typed;
  const comma = digits.indexOf(",");
  const whole = ungroup(comma < 0 ? digits : digits.slice(0, comma));
  if (whole === null) return null;
  const fraction = comma < 0 ? 0n : readFraction(digits.slice(comma + 1), whole.length, decimals);
  if (fraction === null) return null;
  const value = BigInt(whole) * power(decimals) + fraction;
  if (value > MAX) return null;
  return negative ? -value : value;
}

function ungroup(whole) {
  const separator = whole.match(/[^0-9]/u)?.[0];
  if (separator === undefined) return whole === "" ? null : whole;
  if (separator !== "." && !new RegExp(BLANK).test(separator)) return null;
  const [first, ...groups] = whole.split(separator);
  const grouped = /^[1-9][0-9]{0,2}$/.test(first) && groups.every(group => /^[0-9]{3}$/.test(group));
  return grouped ? first + groups.join("") : null;
}

function readFraction(fraction, wholeLength, decimals) {
  if (!/^[0-9]+$/.test(fraction)) return null;
  // «1,500» may be thousands written as in English: never guessed.
  if (fraction.length === 3 && wholeLength <= 3 && decimals < 3) return null;
  if (/[^0]/.test(fraction.slice(decimals))) return null;
  return BigInt(fraction.slice(0, decimals).padEnd(decimals, "0") || "0");
}

function printNumber(value, decimals) {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=([0-9]{3})+$)/g, ".");
  return (value < 0n ? "−" : "") + whole + (decimals ? "," + digits.slice(-decimals) : "");
}

// Rounded half away from zero; null for a division by zero.
function divide(a, b) {
  if (b === 0n) return null;
  const size = value => value < 0n ? -value : value;
  const quotient = (2n * size(a) + size(b)) / (2n * size(b));
  return (a < 0n) === (b < 0n) ? quotient : -quotient;
}
