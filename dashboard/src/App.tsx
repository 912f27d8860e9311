import { useCallback, useEffect, useRef, useState } from "react";

import { ApiError, Client } from "./api/client";
import { type Config, loadConfig } from "./api/config";
import { SessionContext, type Session } from "./api/session";
import { DeadLettersPage } from "./deadletters/DeadLettersPage";
import { RunPage } from "./run/RunPage";
import { RunsPage } from "./runs/RunsPage";
import { SignIn } from "./signin/SignIn";

const TOKEN = "qlp-token";
const AGAIN_MS = 2000;
const ENDED = "Your sign-in has ended. Sign in again to go on where you were.";

export function App() {
  const [config, setConfig] = useState<Config | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [fault, setFault] = useState("");
  const [notice, setNotice] = useState("");

  const signOut = useCallback((why = "") => {
    sessionStorage.removeItem(TOKEN);
    setSession(null);
    setNotice(why);
  }, []);
  const signIn = useCallback(async (settings: Config, token: string) => {
    let known = false;
    const client = new Client(settings.gateway, token, () => { if (known) signOut(ENDED); });
    const principal = await client.me();
    known = true;
    sessionStorage.setItem(TOKEN, token);
    setNotice("");
    setSession({ client, principal, signOut: () => signOut() });
  }, [signOut]);

  useEffect(() => {
    let gone = false;
    /** Goes on with the token of before. Only a refusal ends it: a gateway that is away comes back. */
    async function resume(settings: Config): Promise<void> {
      for (let token = sessionStorage.getItem(TOKEN); token && !gone; token = sessionStorage.getItem(TOKEN)) {
        const fault = await signIn(settings, token).then(() => null, (error: unknown) => error);
        if (fault === null) break;
        if (fault instanceof ApiError && (fault.status === 0 || fault.status >= 500)) {
          setFault(fault.message);
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        } else signOut(ENDED);
      }
      setFault("");
      setConfig(settings);
    }
    loadConfig().then(resume, () => setFault("The dashboard cannot find its configuration. Is the stack up?"));
    return () => { gone = true; };
  }, [signIn, signOut]);

  if (fault) return <p className="fault centred" role="alert">{fault}</p>;
  if (!config) return <p className="quiet centred">Loading…</p>;
  if (!session) return <SignIn issuer={config.issuer} notice={notice} onToken={(token) => signIn(config, token)} />;
  return (
    <SessionContext value={session}>
      <header className="bar">
        <a className="brand" href="#/"><img src="/icon.svg" alt="" width="26" height="26" />QLP</a>
        {session.principal.roles.includes("admin") && <a href="#/deadletters">Dead letters</a>}
        <span className="quiet who">{session.principal.name} · {session.principal.tenant}</span>
        <button className="plain" onClick={session.signOut}>Sign out</button>
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
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef(hash);
  useEffect(() => {
    if (shown.current === hash) return;
    shown.current = hash;
    scrollTo(0, 0);
    place.current?.focus();
  }, [hash]);
  return <div ref={place} tabIndex={-1} className="place"><Place hash={hash} /></div>;
}

function Place({ hash }: { hash: string }) {
  const run = /^#\/runs\/([0-9a-f]{32})$/.exec(hash)?.[1];
  if (hash === "#/deadletters") return <DeadLettersPage />;
  const again = /^#\/again\/([0-9a-f]{32})$/.exec(hash)?.[1];
  return run ? <RunPage key={run} run={run} /> : <RunsPage key={again ?? ""} again={again} />;
}
