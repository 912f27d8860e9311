import { useState } from "react";

import type { Directory } from "./entra";

/** Sign-in with the organisation's account. `notice` says why somebody is here again, or why they were refused. */
export function EntraSignIn({ directory, notice }: { directory: Directory; notice: string }) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  async function leave() {
    setBusy(true);
    setFault("");
    try {
      await directory.signIn();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <main className="signin">
      <section className="card">
        <h1><img src="/icon.svg" alt="" width="34" height="34" /> QLP</h1>
        {notice && <p role="status">{notice}</p>}
        <p className="quiet">From an intent to a live app.</p>
        {fault && <p className="fault" role="alert">{fault}</p>}
        <button disabled={busy} onClick={() => void leave()}>Sign in with Microsoft</button>
      </section>
    </main>
  );
}
