// A directory like Microsoft Entra ID, inside the browser, and the headers of the Static Web App: what signing in with it needs.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const HOSTED = JSON.parse(readFileSync(new URL("../staticwebapp.config.json", import.meta.url)));
const HOST = "https://login.microsoftonline.com";
export const GATEWAY = "https://qlp.azurewebsites.net";
export const DIRECTORY = "11111111-2222-3333-4444-555555555555";
const CLIENT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const SCOPE = "api://qlp/use";
const CORS = { "access-control-allow-origin": "*" };

/** Hosts the page as a Static Web App would, with Entra ID as its issuer. `issued`: the access tokens; `lives`: seconds that each lives. */
export async function host(page, { lives = 3600, refreshes = true, refuses = false } = {}) {
  const issued = [];
  const origin = process.env.DASHBOARD;
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const config = { gateway: GATEWAY, entra: { client_id: CLIENT, authority: `${HOST}/${DIRECTORY}`, scope: SCOPE } };
    if (pathname === "/config.json") return route.fulfill({ json: config, headers: HOSTED.globalHeaders });
    const answer = await route.fetch();
    return route.fulfill({ response: answer, headers: { "content-type": answer.headers()["content-type"], ...HOSTED.globalHeaders } });
  });
  let asked;
  await page.route(`${HOST}/**`, async (route) => {
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith("/openid-configuration")) return route.fulfill({ json: discovery(), headers: CORS });
    if (pathname.endsWith("/authorize")) {
      asked = searchParams;
      const given = refuses ? { error: "access_denied", error_description: "AADSTS65004: declined to consent" } : { code: "a-code", client_info: encoded({ uid: "eve", utid: DIRECTORY }), session_state: "s" };
      const back = `${asked.get("redirect_uri")}#${new URLSearchParams({ ...given, state: asked.get("state") })}`;
      // Not a redirect: what follows a redirect does not come through `route`, so it would have the embedded host's headers.
      return route.fulfill({ contentType: "text/html", body: `<script>location.replace(${JSON.stringify(back)})</script>` });
    }
    if (pathname.endsWith("/token")) return answerToken(route, new URLSearchParams(request.postData()), asked, issued, lives, refreshes);
    if (pathname.endsWith("/logout")) return route.fulfill({ contentType: "text/html", body: "<h1>You signed out</h1>" });
    return route.fulfill({ status: 404, json: {}, headers: CORS });
  });
  return issued;
}

function discovery() {
  const here = `${HOST}/${DIRECTORY}`;
  return {
    issuer: `${here}/v2.0`, authorization_endpoint: `${here}/oauth2/v2.0/authorize`, token_endpoint: `${here}/oauth2/v2.0/token`,
    end_session_endpoint: `${here}/oauth2/v2.0/logout`, jwks_uri: `${here}/discovery/v2.0/keys`,
  };
}

/** Redeems a code for whoever knows the verifier of its challenge, or renews a token. */
function answerToken(route, form, asked, issued, lives, refreshes) {
  const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
  const known = form.get("grant_type") === "refresh_token" ? refreshes : asked.get("code_challenge_method") === "S256" && challenge === asked.get("code_challenge");
  if (!known) return route.fulfill({ status: 400, headers: CORS, json: { error: "invalid_grant", error_description: "AADSTS700082", suberror: "" } });
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: CLIENT, iss: `${HOST}/${DIRECTORY}/v2.0`, iat: now, nbf: now, exp: now + 3600, oid: "eve", sub: "eve", tid: DIRECTORY, preferred_username: "eve@example.com", nonce: asked.get("nonce"), ver: "2.0" };
  const access = `access-${issued.length + 1}`;
  issued.push(access);
  return route.fulfill({
    headers: CORS,
    json: {
      token_type: "Bearer", scope: SCOPE, expires_in: lives, ext_expires_in: lives, access_token: access, refresh_token: "renew",
      id_token: `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded(claims)}.unsigned`, client_info: encoded({ uid: "eve", utid: DIRECTORY }),
    },
  });
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
