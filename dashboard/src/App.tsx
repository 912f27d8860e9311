import { useCallback, useEffect, useRef, useState } from "react";

import { ApiError, Client } from "./api/client";
import { type Config, loadConfig } from "./api/config";
import { SessionContext, type Session } from "./api/session";
import { DeadLettersPage } from "./deadletters/DeadLettersPage";
import { RunPage } from "./run/RunPage";
import { RunsPage } from "./runs/RunsPage";
import type { Directory } from "./signin/entra";
import { EntraSignIn } from "./signin/EntraSignIn";
import { type Identity, keep, kept } from "./signin/identity";
import { SignIn } from "./signin/SignIn";
import { useTitle } from "./title";

const AGAIN_MS = 2000;
const ENDED = "Your sign-in has ended. Sign in again to go on where you were.";

/** What the page began with: its settings, and the directory when that signs people in. */
interface Start { config: Config; directory: Directory | null }

export function App() {
  const [start, setStart] = useState<Start | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [fault, setFault] = useState("");
  const [notice, setNotice] = useState("");

  const end = useCallback((why: string) => { setSession(null); setNotice(why); }, []);
  const signIn = useCallback(async (config: Config, identity: Identity) => {
    let known = false;
    const client = new Client(config.gateway, identity.token, () => { if (known) end(ENDED); });
    const principal = await client.me();
    known = true;
    setNotice("");
    setSession({ client, principal, signOut: () => { end(""); void identity.leave(); } });
  }, [end]);

  useEffect(() => {
    let gone = false;
    /** Goes on as who signed in before. Only a refusal ends that: a gateway that is away comes back. */
    async function resume(config: Config): Promise<void> {
      const directory = config.entra ? await (await import("./signin/entra")).directory(config.entra) : null;
      const identity = directory ? directory.who() : kept();
      while (identity && !gone) {
        const problem = await signIn(config, identity).then(() => null, (error: unknown) => error);
        if (problem === null) break;
        const reason = problem instanceof Error ? problem.message : String(problem);
        if (!(problem instanceof ApiError) || (problem.status >= 400 && problem.status < 500)) { end(`You have to sign in again: ${reason}`); break; }
        setFault(reason);
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
      setFault("");
      setStart({ config, directory });
    }
    loadConfig().then(
      (config) => resume(config).catch((error: unknown) => setFault(`Signing in failed: ${error instanceof Error ? error.message : String(error)}`)),
      () => setFault("The dashboard cannot find its configuration. Is the stack up?"),
    );
    return () => { gone = true; };
  }, [signIn, end]);

  if (fault) return <p className="fault centred" role="alert">{fault}</p>;
  if (!start) return <p className="quiet centred">Loading…</p>;
  const { config, directory } = start;
  if (!session && directory) return <EntraSignIn directory={directory} notice={notice || directory.refusal} />;
  if (!session) return <SignIn issuer={config.issuer} notice={notice} onToken={async (token) => { await signIn(config, keep(token)); }} />;
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
  const unknown = /^#\/runs\/(.*)$/.exec(hash)?.[1];
  if (unknown !== undefined && !run) return <NoSuchRun name={unknown} />;
  return run ? <RunPage key={run} run={run} /> : <RunsPage key={again ?? ""} again={again} />;
}

function NoSuchRun({ name }: { name: string }) {
  useTitle("No such run");
  return (
    <main>
      <a className="back" href="#/">← All runs</a>
      <p className="fault" role="alert">There is no such run: “{name}”.</p>
    </main>
  );
}
