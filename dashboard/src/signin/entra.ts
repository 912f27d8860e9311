import { AuthError, CacheLookupPolicy, InteractionRequiredAuthError, PublicClientApplication } from "@azure/msal-browser";

import { ApiError } from "../api/client";
import type { Entra } from "../api/config";
import type { Identity } from "./identity";

/** Sign-in with Microsoft Entra ID: the authorization-code flow with PKCE, in this window. */
export interface Directory {
  /** Who signed in, now or before in this tab. */
  who: () => Identity | null;
  /** Why the answer that the page was opened with signs nobody in; mostly empty. */
  refusal: string;
  /** Leaves the page for the directory's own, which comes back to where it was. */
  signIn: () => Promise<void>;
}

/** The directory, after it took in the answer that the page may have been opened with. */
export async function directory(entra: Entra): Promise<Directory> {
  const application = new PublicClientApplication({
    auth: { clientId: entra.client_id, authority: entra.authority, redirectUri: `${location.origin}/` },
    cache: { cacheLocation: "sessionStorage" },
  });
  await application.initialize();
  const signIn = () => application.loginRedirect({ scopes: [entra.scope], prompt: "select_account" });
  let refusal = "";
  const answer = await application.handleRedirectPromise().catch((error: unknown) => {
    if (!(error instanceof AuthError)) throw error;
    refusal = `You are not signed in: ${error.message}`;
    return null;
  });
  const account = answer?.account ?? application.getAllAccounts()[0];
  return { signIn, refusal, who: () => (account ? { token: () => token(application, account, entra.scope), leave: () => application.logoutRedirect({ account }) } : null) };
}

type Account = ReturnType<PublicClientApplication["getAllAccounts"]>[number];

/** The kept token, or a new one. Never through a hidden frame: the page's policy allows none. */
async function token(application: PublicClientApplication, account: Account, scope: string): Promise<string> {
  try {
    const found = await application.acquireTokenSilent({ account, scopes: [scope], cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken });
    return found.accessToken;
  } catch (error) {
    const over = error instanceof InteractionRequiredAuthError || (error instanceof AuthError && error.errorCode === "invalid_grant");
    if (over) throw new ApiError(401, "The directory wants you to sign in again.");
    throw new ApiError(0, `The directory gives no token: ${error instanceof Error ? error.message : String(error)}`);
  }
}
