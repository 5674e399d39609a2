// Does as the person does, through the sandbox's drive, and says so when Slack would have refused.

export class Acts {
  /** @param {() => string} user @param {(text: string, bad?: boolean) => void} tell */
  constructor(user, tell) {
    this.user = user;
    this.tell = tell;
  }

  /**
   * One act of the drive. @returns {Promise<any>} its result; null when it could not be done, which was shown
   * @param {string} name @param {object} args
   */
  async act(name, args = {}) {
    const answer = await this.post(`/drive/act/${name}`, { user: this.user(), ...args });
    if (!answer.ok) {
      this.tell(answer.error, true);
      return null;
    }
    const result = answer.result ?? {};
    if (result.ok === false && !Object.keys(result.errors ?? {}).length) this.tell(sentence(result.error), true);
    return result;
  }

  /** @param {string} path @param {object} body */
  async post(path, body) {
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      return await response.json();
    } catch {
      return { ok: false, error: "The sandbox does not answer. Is it still running?" };
    }
  }
}

const SENTENCES = {
  operation_timeout: "The app did not answer within three seconds. Slack shows a warning here.",
  bad_answer: "The app answered with something Slack does not take. See the inspector.",
};

function sentence(code) {
  return SENTENCES[code] ?? code;
}
