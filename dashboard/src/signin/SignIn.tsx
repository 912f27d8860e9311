import { type FormEvent, useState } from "react";

const ROLES = ["user", "approver", "admin"] as const;

/** Sign-in with the embedded issuer: no password, because it exists on this machine's loopback only. */
export function SignIn({ issuer, notice, onToken }: { issuer: string; notice: string; onToken: (token: string) => Promise<void> }) {
  const [tenant, setTenant] = useState("local");
  const [roles, setRoles] = useState<string[]>([...ROLES]);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault("");
    try {
      const query = new URLSearchParams([["tenant", tenant.trim()], ...roles.map((role) => ["role", role])]);
      const response = await fetch(`${issuer}/token?${query}`).catch(() => { throw new Error("The issuer does not answer. Is the stack up?"); });
      const body = (await response.json()) as { access_token?: string; detail?: string };
      if (!body.access_token) throw new Error(body.detail ?? "the issuer gave no token");
      await onToken(body.access_token);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  const toggle = (role: string) => setRoles(roles.includes(role) ? roles.filter((r) => r !== role) : [...roles, role]);
  return (
    <main className="signin">
      <form className="card" onSubmit={submit}>
        <h1><img src="/icon.svg" alt="" width="34" height="34" /> QLP</h1>
        {notice && <p role="status">{notice}</p>}
        <p className="quiet">From an intent to a live app. This stack has its own issuer: choose who to be.</p>
        <label>Tenant<input value={tenant} onChange={(e) => setTenant(e.target.value)} required pattern="[a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?" /></label>
        <fieldset>
          <legend>Roles</legend>
          {ROLES.map((role) => (
            <label key={role} className="check"><input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />{role}</label>
          ))}
        </fieldset>
        {fault && <p className="fault" role="alert">{fault}</p>}
        <button disabled={busy || roles.length === 0}>Sign in</button>
      </form>
    </main>
  );
}
