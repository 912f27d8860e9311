"""What runs an app in a container of its own (target `aci`): `hosting.fetch` brings the approved capsule, `hosting.serve` becomes the app.

Two containers of one group, of the agent image: the first has the address of the capsule and ends; the second has the app, which cannot write
its code, knows no secret, and is confined before it starts.
"""
