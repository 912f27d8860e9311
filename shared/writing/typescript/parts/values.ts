/** What the operations do with values. */

/** Whether a value counts as yes: not null, false, 0, or empty. */
export function truthy(value: any): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  return value && typeof value === "object" ? Object.keys(value).length > 0 : Boolean(value);
}

/** Whether two values are the same, also lists and objects. */
export function equal(a: any, b: any): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => equal(a[name], b[name]));
}

/** The elements of a list, letters of a text, keys of an object. */
export function items(value: any): any[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.keys()];
  return typeof value === "string" || value instanceof Set ? [...value] : Object.keys(value);
}

/** How many elements or letters. */
export function size(value: any): number {
  return items(value).length;
}

/** Whether it is in a list, a text or an object. */
export function contains(value: any, one: any): boolean {
  if (typeof value === "string") return value.includes(one);
  return items(value).some((other) => equal(other, one));
}

/** The value of a name, or `otherwise`. */
export function get(value: any, name: any, otherwise: any = null): any {
  if (value instanceof Map) return value.has(name) ? value.get(name) : otherwise;
  return Object.hasOwn(value, name) ? value[name] : otherwise;
}

/** The element at a place, from the end when it is negative. */
export function at(value: any, place: any): any {
  if (value instanceof Map) return value.get(place);
  return Array.isArray(value) || typeof value === "string" ? value.at(place) : value[place];
}

/** Gives a name or a place a value. */
export function put(value: any, name: any, one: any): void {
  if (value instanceof Map) value.set(name, one);
  else value[name] = one;
}

/** The value of a name, which is `otherwise` from now on if there was none. */
export function setDefault(value: any, name: any, otherwise: any): any {
  if (!contains(value, name)) put(value, name, otherwise);
  return at(value, name);
}

/** The value of a name, which is gone then, or `otherwise`. */
export function pop(value: any, name: any, otherwise: any = null): any {
  const one = get(value, name, otherwise);
  if (value instanceof Map) value.delete(name);
  else delete value[name];
  return one;
}

/** Pairs of names and values. */
export function pairs(value: any): [any, any][] {
  return value instanceof Map ? [...value] : Object.entries(value);
}

/** Below, above or the same; lists by their first difference. */
export function compare(a: any, b: any): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    const found = a.slice(0, b.length).map((one, i) => compare(one, b[i])).find((one) => one !== 0);
    return found ?? a.length - b.length;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts a list in place; equal ones keep their order. */
export function sort(list: any[], key: (one: any) => any = (one) => one, reverse = false): any[] {
  return list.sort((a, b) => (reverse ? compare(key(b), key(a)) : compare(key(a), key(b))));
}

/** A sorted copy. */
export function sorted(list: any[], key: (one: any) => any = (one) => one, reverse = false): any[] {
  return sort([...list], key, reverse);
}

/** The sum, without the rounding errors that adding one after another makes. */
export function sum(list: any[], start = 0): number {
  let total = start;
  let lost = 0;
  for (const one of list) {
    const next = total + Number(one);
    lost += Math.abs(total) >= Math.abs(Number(one)) ? total - next + Number(one) : Number(one) - next + total;
    total = next;
  }
  return total + lost;
}

/** The arithmetic mean. */
export function mean(list: any[]): number {
  return sum(list) / list.length;
}

/** The middle one, or the mean of the two in the middle. */
export function median(list: any[]): number {
  const ranked = sorted(list);
  return mean(ranked.slice(Math.floor((list.length - 1) / 2), Math.floor(list.length / 2) + 1));
}

/** The most frequent one, the first of several. */
export function commonest(list: any[]): any {
  return largest([...new Set(list)], null, (one) => list.filter((other) => other === one).length);
}

/** The mean of the squared distances from the mean. */
export function variance(list: any[]): number {
  const middle = mean(list);
  return mean(list.map((one) => (one - middle) ** 2));
}

/** One of a list, by chance. */
export function drawn(list: any[]): any {
  return list[randomInt(list.length)];
}

/** The largest. */
export function largest(list: any[], otherwise: any = null, key: (one: any) => any = (one) => one): any {
  return list.length ? list.reduce((best, one) => (compare(key(one), key(best)) > 0 ? one : best)) : otherwise;
}

/** The smallest. */
export function smallest(list: any[], otherwise: any = null, key: (one: any) => any = (one) => one): any {
  return list.length ? list.reduce((best, one) => (compare(key(one), key(best)) < 0 ? one : best)) : otherwise;
}

/** Rounded to digits; what is exactly between goes to the even one. */
export function round(value: number, digits = 0): number {
  const scale = 10 ** digits;
  const scaled = value * scale;
  const tie = Math.abs(scaled % 1) === 0.5 && scaled / scale === value;
  return tie ? (2 * Math.round(scaled / 2)) / scale : Number(value.toFixed(digits));
}

/** A part of a list or a text. */
export function slice(value: any, from: number | null, to: number | null): any {
  return value.slice(from ?? 0, to ?? undefined);
}

/** A value as text. */
export function text(value: any): string {
  return value === null || value === undefined ? "None" : value === true ? "True" : value === false ? "False" : String(value);
}

/** Text to compare without regard to case. */
export function casefold(value: any): string {
  return text(value).toLowerCase().replaceAll("ß", "ss");
}

/** The remainder, never negative for a positive divisor. */
export function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

/** Without these characters at both ends; without white space when none are given. */
export function strip(value: string, characters = " \t\n\r\f\v"): string {
  const letters = [...value];
  while (letters.length && characters.includes(letters[0])) letters.shift();
  while (letters.length && characters.includes(letters[letters.length - 1])) letters.pop();
  return letters.join("");
}

/** The whole numbers from one up to, and without, another. */
export function range(from: number, to?: number): number[] {
  const start = to === undefined ? 0 : from;
  return Array.from({ length: Math.max(0, (to ?? from) - start) }, (_, i) => start + i);
}

/** The elements of a list, each with its place before it. */
export function placed(list: any[], first = 0): [number, any][] {
  return list.map((one, i) => [first + i, one]);
}

/** The words between white space. */
export function words(value: string): string[] {
  return value.split(/\s+/).filter(Boolean);
}

/** The lines of a text. */
export function lines(value: string): string[] {
  const found = value.split(/\r?\n/);
  return found[found.length - 1] === "" ? found.slice(0, -1) : found;
}

/** A date as the number of days since 1970. */
export function day(value: string): number {
  return Date.parse(`${value.slice(0, 10)}T00:00:00Z`) / 86_400_000;
}

/** A moment as the number of seconds since 1970; without a zone it is in UTC. */
export function instant(value: string): number {
  const zoned = /[Tt ].*(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/.test(value);
  return Date.parse(zoned || !/[Tt ]/.test(value) ? value : `${value}Z`) / 1000;
}

/** Where a pattern is found in a text, or null. */
export function matched(pattern: string, value: any): RegExpExecArray | null {
  return new RegExp(pattern, "u").exec(value);
}

/** Today, as the number of days since 1970. */
export function today(): number {
  return Math.floor(Date.now() / 86_400_000);
}

/** The date of a day, `2030-12-31`. */
export function isoDay(value: number): string {
  return new Date(value * 86_400_000).toISOString().slice(0, 10);
}
