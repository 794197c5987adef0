"""Asks a gateway with the standard library of Python. Usage: python3 ask.py "a text" "another text" """

import json
import os
import sys
import time
import urllib.error
import urllib.request

URL = os.environ.get("LINGRAPH_URL", "http://127.0.0.1:4000/graphql")

QUERY = """
query Sentiments($input: SentimentBatchInput!) {
  sentimentBatch(input: $input) {
    items {
      result {
        ... on Sentiment { label confidence }
        ... on Error { code message retryable retryAfterMs }
      }
    }
  }
}
"""


class LingraphError(Exception):
    """The request as a whole failed. `code` says why, `retryable` whether it may be sent again."""

    def __init__(self, code, message, retryable=False):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.retryable = retryable


def ask(query, variables, timeout=30):
    """Sends one operation and gives its data."""
    headers = {"content-type": "application/json"}
    if "LINGRAPH_KEY" in os.environ:
        headers["authorization"] = "Bearer " + os.environ["LINGRAPH_KEY"]
    body = json.dumps({"query": query, "variables": variables}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(URL, body, headers), timeout=timeout) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as refused:
        answer = json.load(refused)
    except (urllib.error.URLError, TimeoutError) as cause:
        raise LingraphError("UNREACHABLE", str(cause), retryable=True) from cause
    if "errors" in answer:
        error = answer["errors"][0]
        raise LingraphError(error["extensions"]["code"], error["message"], error["extensions"]["retryable"])
    return answer["data"]


def ask_patiently(query, variables, tries=3):
    """The same, and again while the failure may pass."""
    for tried in range(tries):
        try:
            return ask(query, variables)
        except LingraphError as error:
            if not error.retryable or tried == tries - 1:
                raise
            time.sleep(0.25 * 2**tried)


def sentiments(texts):
    """The result of each text, in order: with `label`, or with `code` and `message`."""
    data = ask_patiently(QUERY, {"input": {"items": [{"text": text} for text in texts]}})
    return [item["result"] for item in data["sentimentBatch"]["items"]]


if __name__ == "__main__":
    texts = sys.argv[1:] or ["I love this phone.", "The screen broke after a day."]
    try:
        for text, result in zip(texts, sentiments(texts)):
            print(f"{text}: {result.get('label') or result['code']}")
    except LingraphError as error:
        sys.exit(str(error))
