/**
 * Where the gateway is and who signs people in: served beside the page, so that the same build runs everywhere.
 * `entra`: sign-in with Microsoft Entra ID; without it, with the embedded stack's `issuer`.
 */
export interface Config { gateway: string; issuer: string; entra?: Entra }

/** The application's registration: its id, the directory that signs in, and the gateway's scope ("api://qlp/use"). */
export interface Entra { client_id: string; authority: string; scope: string }

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-store" });
  if (!response.ok) throw new Error("config.json is missing");
  return (await response.json()) as Config;
}
