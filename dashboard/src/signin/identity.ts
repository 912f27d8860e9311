/** Somebody who signed in. */
export interface Identity {
  /** The token for the next call. Rejects with an ApiError: 401 when they have to sign in again, 0 when nobody answers. */
  token: () => Promise<string>;
  /** Forgets them on this machine. */
  leave: () => Promise<void>;
}

const KEPT = "qlp-token";

/** The identity of a token of the embedded issuer, kept until the tab is closed. */
export function keep(token: string): Identity {
  sessionStorage.setItem(KEPT, token);
  return { token: () => Promise.resolve(token), leave: () => { sessionStorage.removeItem(KEPT); return Promise.resolve(); } };
}

/** Who signed in before with the embedded issuer in this tab. */
export function kept(): Identity | null {
  const token = sessionStorage.getItem(KEPT);
  return token ? keep(token) : null;
}
