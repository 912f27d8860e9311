/** Where the gateway and the issuer are: served beside the page, so that the same build runs everywhere. */
export interface Config { gateway: string; issuer: string }

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-store" });
  if (!response.ok) throw new Error("config.json is missing");
  return (await response.json()) as Config;
}
