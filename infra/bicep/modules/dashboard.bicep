// The dashboard: a static page, which talks to the gateway itself.
param name string
param location string

resource site 'Microsoft.Web/staticSites@2024-04-01' = {
  name: name
  location: location
  sku: { name: 'Free', tier: 'Free' }
  properties: { allowConfigFileUpdates: true, stagingEnvironmentPolicy: 'Disabled' }
}

output origin string = 'https://${site.properties.defaultHostname}'
