// A topic, which Event Hubs calls an event hub, and who reads it.
param namespaceName string
param name string
param consumers string[]

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource topic 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: name
  properties: { partitionCount: 4, messageRetentionInDays: 7 }
}

@batchSize(1)
resource groups 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [
  for consumer in consumers: {
    parent: topic
    name: consumer
  }
]
