/** The present time, in UTC. */
export function now(): string {
  return new Date().toISOString().replace("Z", "000+00:00");
}

/** A short code that is not taken. */
export function newCode(table: store.Table): string {
  for (;;) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const code = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join("");
    if (table.get(code) === null) return code;
  }
}

/** `Héllo, World!` -> `hello-world`. */
export function slugify(value: string): string {
  const plainText = value.normalize("NFKD").replace(/[^\x00-\x7f]/g, "");
  return plainText.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}

/** The words of a text without the punctuation around them. */
export function bareWords(value: string): string[] {
  return words(value).map((word) => strip(word, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")).filter(Boolean);
}

/** The most frequent words in lower case; of equally frequent ones the first by alphabet. */
export function topWords(list: string[], count: number): Row[] {
  const counts = new Map<string, number>();
  for (const word of list) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  const ranked = sorted([...counts], (pair) => [-pair[1], pair[0]]);
  return ranked.slice(0, count).map(([word, found]) => ({ word, count: found }));
}

/** A date, a time of day or both as a point in time, to compare; without a zone it is UTC. */
export function moment(value: string): number {
  const whole = /^\d\d:/.test(value) ? `2000-01-01T${value}` : value.length === 10 ? `${value}T00:00` : value.replace(" ", "T");
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(whole) ? whole : `${whole}Z`);
}

/** A number as it is: here whole ones have no decimal point anyway. */
export function plain(value: number): number {
  return value;
}

/** `a` to the power `b`; null when that is no number or too large. */
export function power(a: number, b: number): number | null {
  const value = a ** b;
  return Number.isFinite(value) ? value : null;
}

export const OPERATORS: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b, subtract: (a, b) => a - b, multiply: (a, b) => a * b, divide: (a, b) => a / b,
  sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b,
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
};

/** The value of `a operator b`. */
export function calculate(operator: string, a: number, b: number): number {
  return OPERATORS[operator](a, b);
}

/** The first numbers of the sequence 0, 1, 1, 2, … */
export function fibonacci(count: number): number[] {
  const numbers = [0, 1];
  while (numbers.length < count) numbers.push(numbers[numbers.length - 1] + numbers[numbers.length - 2]);
  return numbers.slice(0, count);
}

/** Whether n is a prime number. */
export function isPrime(n: number): boolean {
  for (let k = 2; k * k <= n; k++) if (n % k === 0) return false;
  return n > 1;
}

/** The letters and digits of a text, sorted, without regard to case. */
export function letters(value: string): string[] {
  return sorted([...casefold(value)].filter((letter) => /[\p{L}\p{N}]/u.test(letter)));
}

/** Whether a text reads the same backwards; case, spaces and punctuation do not count. */
export function isPalindrome(value: string): boolean {
  const found = [...casefold(value)].filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  return found.join("") === found.toReversed().join("");
}

/** Each letter moved along the alphabet; all else stays. */
export function caesar(value: string, shift: number): string {
  return value.replace(/[A-Za-z]/g, (letter) => {
    const start = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(modulo(letter.charCodeAt(0) - start + shift, 26) + start);
  });
}

/** The mean of what is there, rounded; `empty` when nothing is. */
export function average(list: any[], empty: number | null = null, digits = 2): number | null {
  const present = list.filter((one) => one !== null && one !== undefined);
  return present.length ? round(sum(present) / present.length, digits) : empty;
}

/** Key -> the combined values of its rows. */
export function grouped(rows: Row[], key: (row: Row) => any, value: (row: Row) => any, combine: (list: any[]) => any): Map<any, any> {
  const groups = new Map<any, any[]>();
  for (const row of rows) setDefault(groups, key(row), []).push(value(row));
  return new Map([...groups].map(([name, list]) => [name, combine(list)]));
}
