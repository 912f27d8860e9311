import type { Run } from "../api/types";

/** What the run will probably use, and what it has used of what it may use. Money is in the currency of the models' prices. */
export function Spending({ run: { estimate, spending } }: { run: Run }) {
  if (!estimate && !spending) return null;
  return (
    <section className="card">
      <h2>Spending</h2>
      <div className="scroll" tabIndex={0} role="group" aria-label="Spending">
        <table className="spending">
          <thead><tr><td /><th scope="col">Tokens</th><th scope="col">Money</th></tr></thead>
          <tbody>
            {estimate && <tr><th scope="row">Estimated in all</th><td>{count(estimate.tokens)}</td><td>{estimate.money === null ? "unknown" : amount(estimate.money)}</td></tr>}
            {spending && (
              <>
                <tr><th scope="row">Used</th><td>{count(spending.tokens_spent)}</td><td>{amount(spending.money_spent)}</td></tr>
                <tr><th scope="row">Set aside</th><td>{count(spending.tokens_reserved)}</td><td>{amount(spending.money_reserved)}</td></tr>
                <tr>
                  <th scope="row">Budget</th>
                  <td>{spending.token_cap === null ? "no limit" : count(spending.token_cap)}</td>
                  <td>{spending.money_cap === null ? "no limit" : amount(spending.money_cap)}</td>
                </tr>
              </>
            )}
          </tbody>
        </table>
      </div>
      {estimate && <p className="quiet">About {count(estimate.minutes)} {estimate.minutes === 1 ? "minute" : "minutes"} in all{estimate.note && `; ${estimate.note}`}.</p>}
    </section>
  );
}

const count = (number: number): string => number.toLocaleString();
const amount = (money: number): string => money.toLocaleString(undefined, { maximumFractionDigits: money < 1 ? 4 : 2 });
