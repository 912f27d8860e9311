import { useCallback, useEffect, useState } from "react";

import { Client } from "./api/client";
import { type Config, loadConfig } from "./api/config";
import { SessionContext, type Session } from "./api/session";
import { RunPage } from "./run/RunPage";
import { RunsPage } from "./runs/RunsPage";
import { SignIn } from "./signin/SignIn";

const TOKEN = "qlp-token";

export function App() {
  const [config, setConfig] = useState<Config | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [fault, setFault] = useState("");

  const signOut = useCallback(() => { sessionStorage.removeItem(TOKEN); setSession(null); }, []);
  const signIn = useCallback(async (settings: Config, token: string) => {
    const client = new Client(settings.gateway, token);
    const principal = await client.me();
    sessionStorage.setItem(TOKEN, token);
    setSession({ client, principal, signOut });
  }, [signOut]);

  useEffect(() => {
    loadConfig().then(async (loaded) => {
      const token = sessionStorage.getItem(TOKEN);
      if (token) await signIn(loaded, token).catch(signOut);
      setConfig(loaded);
    }).catch(() => setFault("The dashboard cannot find its configuration. Is the stack up?"));
  }, [signIn, signOut]);

  if (fault) return <p className="fault" role="alert">{fault}</p>;
  if (!config) return <p className="quiet centred">Loading…</p>;
  if (!session) return <SignIn issuer={config.issuer} onToken={(token) => signIn(config, token)} />;
  return (
    <SessionContext value={session}>
      <header className="bar">
        <a className="brand" href="#/"><img src="/icon.svg" alt="" width="26" height="26" />QLP</a>
        <span className="quiet">{session.principal.name} · {session.principal.tenant}</span>
        <button className="plain" onClick={signOut}>Sign out</button>
      </header>
      <Page />
    </SessionContext>
  );
}

function Page() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  const run = /^#\/runs\/([0-9a-f]{32})$/.exec(hash)?.[1];
  return run ? <RunPage key={run} run={run} /> : <RunsPage />;
}
