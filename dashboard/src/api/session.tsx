import { createContext, useContext } from "react";

import type { Client } from "./client";
import type { Principal } from "./types";

/** Who is signed in, and the client that speaks for them. */
export interface Session { client: Client; principal: Principal; signOut: () => void }

export const SessionContext = createContext<Session | null>(null);

/** The present session. Only below the signed-in part of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a signed-in user");
  return session;
}
