"""The simulators' secrets: fixed, visibly fake, and none shares a piece with another."""

SENTRY_TOKEN = "fake-all-scopes-7Qm2Vx9LrTa4"
SENTRY_TOKEN_NO_MEMBERS = "sham/alerts+org/3HnWc8ZpKd5Y"
SENTRY_TOKEN_READ_ONLY = "mock.look.but.not.touch.6GbJs"
SENTRY_TOKEN_LEAST = "pretend_least_rights_uE1oNf0M"
SENTRY_TOKEN_EXPIRED = "dummy~gone~stale~2RyXi8CvPl"
HEROKU_TOKEN = "bogus-dyno-owner-Kq5Tw0Hs9Bz"
HEROKU_TOKEN_UNPROTECTED = "feigned/plain/read/4LmDx7Gj"
HEROKU_TOKEN_READ_PROTECTED = "imitation+guarded+vars+1YnUe"
HEROKU_TOKEN_WRITE_PROTECTED = "artificial:set:vars:8FzLo3Eq"
POSTMARK_TOKEN = "facade00-1a2b-4c3d-8e4f-5a6b7c8d9e0f"
POSTMARK_TOKEN_SANDBOX = "5a4db0c5-9f8e-47d6-95c4-b3a29180f7e6"
POSTMARK_TOKEN_REVOKED = "deadc0de-6b5d-4e9c-a1f2-0d1c2e3b4f5a"
INFISICAL_CLIENT_ID = "c0ffee77-d2e1-4a0b-b9c8-70f61e52d43a"
INFISICAL_CLIENT_SECRET = "counterfeit:machine:Vt3Oa6Rk8Wq"
INFISICAL_ACCESS_TOKEN = "phony=bearer=session=9ZsMh2Fc5Ni"
CF_ACCESS_CLIENT_ID = "make-believe-visitor-8PdJ.access"
CF_ACCESS_CLIENT_SECRET = "toy_tunnel_key_0BxGl4Eu7QyCi1Sn"

SECRETS: dict[str, str] = {
    name: value for name, value in sorted(globals().items()) if name.isupper() and name != "SECRETS"
}
