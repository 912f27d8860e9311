/** What requests may carry. Types are strict: the text `5` is no number, and `5.0` no whole one. */

export interface Problem {
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** Something that a value must be. `loose`: it comes from an address, so it is text. */
export interface Shape {
  parse(value: any, place: (string | number)[], problems: Problem[], loose: boolean): any;
}

export interface Limits {
  low?: number;
  high?: number;
  above?: number;
  below?: number;
  shortest?: number;
  longest?: number;
  pattern?: string;
  notBlank?: boolean;
  kept?: string[];
}

/** A number that was written with a point or an exponent although it is whole. */
class Written {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

const SENT = Symbol("what was sent");

/** Notes a problem. */
export function invalid(problems: Problem[], loc: (string | number)[], type: string, msg: string): null {
  problems.push({ loc, msg, type });
  return null;
}

/** Parses JSON, keeping `5.0` apart from `5`. Raises SyntaxError. */
export function numbered(text: string): unknown {
  const parse = JSON.parse as (text: string, reviver: (key: string, value: any, context: { source: string }) => any) => unknown;
  return parse(text, (_, value, context) =>
    typeof value === "number" && Number.isInteger(value) && /[.eE]/.test(context.source) ? new Written(value) : value,
  );
}

function bare(value: any): any {
  if (value instanceof Written) return value.value;
  if (Array.isArray(value)) return value.map(bare);
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bare(one)])) : value;
}

function measured(value: number, limits: Limits, place: (string | number)[], problems: Problem[]): number | null {
  if (limits.above !== undefined && !(value > limits.above)) return invalid(problems, place, "greater_than", `Input should be greater than ${limits.above}`);
  if (limits.low !== undefined && value < limits.low) return invalid(problems, place, "greater_than_equal", `Input should be greater than or equal to ${limits.low}`);
  if (limits.below !== undefined && !(value < limits.below)) return invalid(problems, place, "less_than", `Input should be less than ${limits.below}`);
  if (limits.high !== undefined && value > limits.high) return invalid(problems, place, "less_than_equal", `Input should be less than or equal to ${limits.high}`);
  return value;
}

/** A whole number, as large as a number here can be without loss. */
export function whole(limits: Limits = {}): Shape {
  return {
    parse(value, place, problems, loose) {
      const read = loose && typeof value === "string" && /^\s*[+-]?\d+(?:\.0*)?\s*$/.test(value) ? Number(value) : value;
      if (!Number.isSafeInteger(read)) return invalid(problems, place, "int_type", "Input should be a valid integer");
      return measured(read, limits, place, problems);
    },
  };
}

/** A number. */
export function number(limits: Limits = {}): Shape {
  return {
    parse(value, place, problems, loose) {
      const read = loose && typeof value === "string" && value.trim() !== "" ? Number(value) : bare(value);
      if (typeof read !== "number" || !Number.isFinite(read)) return invalid(problems, place, "float_type", "Input should be a valid number");
      return measured(read, limits, place, problems);
    },
  };
}

/** True or false. */
export function flag(): Shape {
  return {
    parse(value, place, problems, loose) {
      if (loose && typeof value === "string") {
        if (/^(?:true|1|yes|on|t|y)$/i.test(value)) return true;
        if (/^(?:false|0|no|off|f|n)$/i.test(value)) return false;
      }
      return typeof value === "boolean" ? value : invalid(problems, place, "bool_type", "Input should be a valid boolean");
    },
  };
}

/** Text; `check` says more about it. */
export function text(limits: Limits = {}, check: (text: string) => boolean = () => true): Shape {
  const pattern = limits.pattern ? new RegExp(limits.pattern) : null;
  return {
    parse(value, place, problems) {
      if (typeof value !== "string") return invalid(problems, place, "string_type", "Input should be a valid string");
      if (limits.kept?.includes("trim")) value = value.trim();
      if (!value.isWellFormed()) return invalid(problems, place, "string_unicode", "Input should be a valid string");
      const length = [...value].length;
      if (limits.shortest && length < limits.shortest) return invalid(problems, place, "string_too_short", `String should have at least ${limits.shortest} characters`);
      if (limits.longest !== undefined && length > limits.longest) return invalid(problems, place, "string_too_long", `String should have at most ${limits.longest} characters`);
      if (pattern && !pattern.test(value)) return invalid(problems, place, "string_pattern_mismatch", `String should match pattern '${limits.pattern}'`);
      if ((limits.notBlank && !value.trim()) || !check(value)) return invalid(problems, place, "value_error", "Value error");
      if (limits.kept?.includes("upper")) return value.toUpperCase();
      return limits.kept?.includes("lower") ? value.toLowerCase() : value;
    },
  };
}

function isDay(value: string): boolean {
  const read = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(value);
}

const isTime = (value: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/.test(value);

const isMoment = (value: string): boolean => isTime(value) || isDay(value) || (isDay(value.slice(0, 10)) && /^[T ]/.test(value.slice(10)) && isTime(value.slice(11)));

/** An ISO date, `2030-12-31`; kept as it was written. */
export const date = (): Shape => text({}, isDay);
/** An ISO date and time, a date, or a time of day; kept as it was written. */
export const moment = (): Shape => text({}, isMoment);
/** A time of day, `09:30`. */
export const time = (): Shape => text({ shortest: 5 }, isTime);
/** An e-mail address. */
export const email = (limits: Limits = {}): Shape => text({ longest: 254, pattern: "^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$", ...limits });
/** An absolute http or https address. */
export const url = (limits: Limits = {}): Shape => text({ longest: 2048, pattern: "^https?:\\/\\/[^\\s\\/?#]+\\S*$", ...limits });

/** One of these values. */
export function choice(...choices: (string | number)[]): Shape {
  return {
    parse(value, place, problems) {
      return choices.includes(value) ? value : invalid(problems, place, "literal_error", `Input should be ${choices.map((one) => `'${one}'`).join(" or ")}`);
    },
  };
}

/** A list. */
export function list(items: Shape, limits: Limits = {}): Shape {
  return {
    parse(value, place, problems, loose) {
      if (!Array.isArray(value)) return invalid(problems, place, "list_type", "Input should be a valid list");
      if (limits.shortest && value.length < limits.shortest) return invalid(problems, place, "too_short", `List should have at least ${limits.shortest} items`);
      if (limits.longest !== undefined && value.length > limits.longest) return invalid(problems, place, "too_long", `List should have at most ${limits.longest} items`);
      return value.map((one, i) => items.parse(one, [...place, i], problems, loose));
    },
  };
}

/** Any JSON. */
export const anything = (): Shape => ({ parse: (value) => bare(value) });

/** A JSON object. */
export function object(): Shape {
  return {
    parse(value, place, problems) {
      const read = bare(value);
      return read && typeof read === "object" && !Array.isArray(read) ? read : invalid(problems, place, "dict_type", "Input should be a valid dictionary");
    },
  };
}

/** Text or a number. */
export function scalar(): Shape {
  return {
    parse(value, place, problems) {
      const read = bare(value);
      return typeof read === "string" || typeof read === "number" ? read : invalid(problems, place, "string_type", "Input should be a valid string");
    },
  };
}

/** What identifies a record in an address: a number where it is written as one, else text. */
export function key(): Shape {
  return {
    parse(value, place, problems, loose) {
      return loose && /^\d{1,15}$/.test(value) ? Number(value) : text().parse(value, place, problems, loose);
    },
  };
}

/** A value that may be left out; then it is `otherwise`. Only one without a default may be null. */
export function optional(shape: Shape, otherwise: unknown = null, nullable: boolean = otherwise === null): Shape {
  return {
    parse(value, place, problems, loose) {
      if (value === undefined) return structuredClone(otherwise);
      return value === null && nullable ? null : shape.parse(value, place, problems, loose);
    },
  };
}

/** A body with these fields; others are ignored. */
export function fields(shapes: Record<string, Shape>): Shape {
  return {
    parse(value, place, problems, loose) {
      const there = value && typeof value === "object" && !Array.isArray(value) && !(value instanceof Written);
      if (!there) return invalid(problems, place, "model_attributes_type", "Input should be a valid dictionary or object");
      const found: Record<string, any> = {};
      for (const [name, shape] of Object.entries(shapes)) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined;
        const before = problems.length;
        found[name] = shape.parse(own, [...place, name], problems, loose);
        if (own === undefined && problems.length > before) {
          problems.length = before;
          invalid(problems, [...place, name], "missing", "Field required");
        }
      }
      Object.defineProperty(found, SENT, { value: Object.keys(shapes).filter((name) => Object.hasOwn(value, name)) });
      return found;
    },
  };
}

/** Only what was sent of a body. */
export function sent(body: Record<string, any>): Record<string, any> {
  const names: string[] = (body as any)[SENT];
  return Object.fromEntries(names.map((name) => [name, body[name]]));
}
